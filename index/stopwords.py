"""Words so frequent that they tell nothing about a paper: left out of stems, kept in typed forms.

Function words of English only, and what an apostrophe cuts off ("don't" is don, t). Words that mean
something in some field stay out of the list ("between" goes, "against" goes, "will" stays).
"""

STOP_WORDS = frozenset(
    """
    a an the this that these those such
    i me my mine myself we us our ours ourselves you your yours yourself yourselves
    he him his himself she her hers herself it its itself they them their theirs themselves
    one oneself who whom whose which what whoever whatever whichever
    am is are was were be been being isn aren wasn weren
    have has had having haven hasn hadn do does did doing done don doesn didn
    can could may might must shall should would cannot couldn wouldn shouldn mustn ought
    and or but nor so yet if then else than as because since while whereas although though unless
    until when whenever where wherever whether how why
    of at by for with about against between among amongst into through throughout during before
    after above below to toward towards from up down in out on off over under upon within without
    via per along across around behind beside besides beyond near onto despite toward
    again further once here there also too very just only even still rather quite
    all any both each every few many more most much other others another some several same own either
    neither no not none nothing something anything everything someone anyone everyone
    thus hence therefore however moreover furthermore nevertheless thereby therein whereby wherein
    s t d m o ll re ve
    """.split()
)
