"""British and American spelling (index.spelling)."""

import pytest

from index.analysis import stem
from index.spelling import american

PAIRS = """
behaviour/behavior colour/color neighbouring/neighboring tumour/tumor vapour/vapor rigour/rigor
favourite/favorite multicoloured/multicolored honour/honor rumours/rumors odour/odor
analyse/analyze analysing/analyzing catalysed/catalyzed paralyse/paralyze hydrolysed/hydrolyzed
optimise/optimize optimisation/optimization summarising/summarizing polarisation/polarization
linearised/linearized organisers/organizers generalisable/generalizable ionise/ionize
fibre/fiber centre/center centred/centered centring/centering theatre/theater litre/liter
kilometre/kilometer nanofibre/nanofiber spectre/specter manoeuvre/maneuver fibred/fibered
catalogue/catalog analogue/analog dialogue/dialog cataloguing/cataloging homologues/homologs
anaemia/anemia haemoglobin/hemoglobin paediatric/pediatric oesophagus/esophagus foetus/fetus
leukaemia/leukemia diarrhoea/diarrhea anaesthesia/anesthesia palaeontology/paleontology
archaeology/archeology oestrogen/estrogen oedema/edema aetiology/etiology amoeba/ameba
sulphur/sulfur sulphide/sulfide caesium/cesium aluminium/aluminum
modelled/modeled labelling/labeling travelling/traveling tunnelling/tunneling signalling/signaling
channelled/channeled fuelled/fueled cancelled/canceled levelled/leveled trialled/trialed
grey/gray greyscale/grayscale programme/program licence/license defence/defense offence/offense
disc/disk ageing/aging artefact/artifact judgement/judgment skilful/skillful enrolment/enrollment
focussed/focused sceptic/skeptic mould/mold plough/plow practise/practice learnt/learned
"""


@pytest.mark.parametrize("pair", PAIRS.split())
def test_british_and_american_spelling_share_a_stem(pair: str) -> None:
    """Both spellings of a word are found by either."""
    british, usual = pair.split("/")
    assert stem(british) == stem(usual)


UNHARMED = """
four hour tour contour pour detour velour our journal course source resource courtesy
size wise likewise pairwise exercise premise surprise promise advise supervised unsupervised rise
raised noise denoising precise concise enterprise franchise compromise improvisation otherwise
arise comprise disguise expertise crisis basis analysis raising promised this is isis
genre acre ogre more here sphere square are core pre measure entire require
rogue vogue league tongue prologue fugue
aero phoenix does shoes poet coefficient coexist israel michael larvae algae poem
called filled spelled drilled smaller controller
sconce science sequence fence absence should would could shoulder bias focus loss less
"""


@pytest.mark.parametrize("word", UNHARMED.split())
def test_words_that_only_look_british_stay(word: str) -> None:
    """Words that hold such letters but have one spelling aren't touched."""
    assert american(word) == word


def test_stems_of_different_words_stay_apart() -> None:
    """The rules bring no two different words together."""
    for one, other in [("disc", "discus"), ("mould", "mole"), ("metre", "metric"), ("four", "for")]:
        assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("plural", "singular"), [("gnns", "gnn"), ("svms", "svm"), ("pdes", "pde"), ("lstms", "lstm")]
)
def test_plurals_of_acronyms(plural: str, singular: str) -> None:
    """An acronym without vowels loses its plural s, which the stemmer leaves."""
    assert stem(plural) == stem(singular) == singular


@pytest.mark.parametrize("word", ["gps", "dns", "css", "its", "gas", "", "s", "loss", "ssss"])
def test_short_words_in_s_are_no_plurals(word: str) -> None:
    """Names of three letters that end in s keep it."""
    assert american(word) == word
