"""Words so frequent that they tell nothing about a paper: left out of stems, kept in typed forms.

Function words of English only, and what is left of them before an apostrophe ("don't" is don). A
single letter is no stop word, save the article and the pronoun: "B meson", "T cell", "alpha s".
"""

_LISTED = """
a an the this that these those such same own
i me my mine myself we us our ours ourselves you your yours yourself yourselves
he him his himself she her hers herself it its itself they them their theirs themselves
who whom whose which what whatever
am is are was were be been being isn aren wasn weren
have has had having haven hasn hadn do does did doing done don doesn didn
can could may might must shall should would cannot couldn wouldn shouldn
and or but nor so yet if then else than as because since while whereas although though unless until
when whenever where wherever whether how why
of at by for with about against between among into through throughout during before after above
below to toward towards from up down in out on off over under upon within without via per across
again further once here there also too very just only even still rather quite ever
all any both each every few many more most much other others another some several either neither
no not none thus hence therefore however moreover furthermore thereby wherein
"""
STOP_WORDS = frozenset(_LISTED.split())
