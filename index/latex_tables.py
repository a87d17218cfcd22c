"""What the commands of LaTeX stand for: the tables behind `index.latex` and `index.folding`."""

# Accent command → combining character.
COMBINING = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "v": "\u030c",
    "c": "\u0327",
    "H": "\u030b",
    "u": "\u0306",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
    "b": "\u0331",
    "t": "\u0361",
}

# Letters of languages; blanks behind them are swallowed ("S\o ren").
LETTERS = {
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "dj": "đ",
    "DJ": "Đ",
    "th": "þ",
    "TH": "Þ",
    "ng": "ŋ",
    "NG": "Ŋ",
}

_GREEK_LETTERS = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma
sigma tau upsilon phi chi psi omega
"""
GREEK = {name: chr(code) for code, name in enumerate(_GREEK_LETTERS.split(), 0x3B1)}

_SYMBOL_PAIRS = """
varepsilon ε  vartheta ϑ  varphi φ  varrho ϱ  varkappa ϰ  ell ℓ  hbar ħ  infty ∞  partial ∂
nabla ∇  sim ∼  approx ≈  simeq ≃  times ×  cdot ·  pm ±  mp ∓  leq ≤  le ≤  geq ≥  ge ≥  neq ≠
ne ≠  ll ≪  gg ≫  to →  rightarrow →  leftarrow ←  in ∈  deg °  degree °  circ ∘  lesssim ≲
gtrsim ≳  propto ∝  cong ≅  equiv ≡  subset ⊂  subseteq ⊆  cup ∪  cap ∩  otimes ⊗  oplus ⊕
textquotedblleft “  textquotedblright ”  langle ⟨  rangle ⟩  prime ′  dagger †  ldots …  dots …
cdots ⋯  dag †  S §  P ¶  copyright ©  pounds £  textbackslash \\  textasciitilde ~
textasciicircum ^  textendash –  textemdash —  textquoteright ’  textquoteleft ‘  textdegree °
textregistered ®  lq ‘  rq ’  sum ∑  prod ∏  int ∫  sqrt √  forall ∀  exists ∃
textless <  textgreater >  textbar |  textmu µ  textperiodcentered ·  textperthousand ‰  texteuro €
euro €  texttimes ×  textpm ±  textsterling £  textbullet •  texttrademark ™  textellipsis …
textquotesingle '  textasciigrave `  textunderscore _  textbraceleft {  textbraceright }
textcopyright ©  textsection §  textonehalf ½  textonequarter ¼  textthreequarters ¾  textdiv ÷
textexclamdown ¡  textquestiondown ¿  textordfeminine ª  textordmasculine º  textdollar $
guillemotleft «  guillemotright »  textcent ¢  textyen ¥  textminus −  textohm Ω  textlangle ⟨
textrangle ⟩  textrightarrow →  textleftarrow ←  textquotedbl "  quotedblbase „  quotesinglbase ‚
TeX TeX  LaTeX LaTeX  LaTeXe LaTeX2e  BibTeX BibTeX
textonesuperior ¹  texttwosuperior ²  textthreesuperior ³  textasciiacute ´  textpercent %
"""

# Symbols outside of mathematics.
SYMBOLS = GREEK | {name.capitalize(): letter.upper() for name, letter in GREEK.items()}
SYMBOLS |= dict(zip(_SYMBOL_PAIRS.split()[::2], _SYMBOL_PAIRS.split()[1::2], strict=True))

_FONT_COMMANDS = """
emph em it textit bf textbf rm textrm sc textsc sf textsf tt texttt sl textsl up textup md
textmd text textnormal mbox hbox fbox underline uline url path verb mathrm mathbf mathit mathsf
mathtt mathcal mathbb mathfrak mathscr mathnormal boldsymbol bm bold pmb cal Cal frak Bbb
operatorname footnote title caption textsuperscript textsubscript protect noindent par centering
raggedright tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge bfseries
itshape rmfamily sffamily ttfamily selectfont left right big Big bigg Bigg bigl bigr Bigl Bigr
displaystyle textstyle scriptstyle limits nolimits nonumber ensuremath ce unit si SI num xspace
href textcolor mkbibemph mkbibitalic mkbibbold bigskip medskip smallskip sloppy item
"""
# Commands that only change how their argument looks; in text they and its braces go.
FONTS = frozenset(_FONT_COMMANDS.split())

# Commands that put their argument into quotation marks.
QUOTING = frozenset(("enquote", "mkbibquote"))

_SILENT_COMMANDS = """
frac dfrac tfrac cfrac sqrt binom over choose sim approx simeq cong equiv propto leq le geq ge
neq ne ll gg lesssim gtrsim leqslant geqslant lt gt times cdot cdots ldots dots pm mp to in
notin ni rightarrow leftarrow Rightarrow longrightarrow mapsto hookrightarrow leftrightarrow
uparrow downarrow subset subseteq supset supseteq cap cup setminus wedge vee oplus otimes rtimes
ltimes odot ast star circ bullet mid parallel perp vert Vert lvert rvert langle rangle lfloor
rfloor lceil rceil colon backslash prime hat widehat tilde widetilde bar overline underline vec
dot ddot check breve acute grave underbrace overbrace stackrel overset underset phantom begin
end sum prod int oint bigcup bigcap bigoplus bigotimes not forall exists neg quad qquad dag
dagger ddagger smile label tag
"""
# Commands of mathematics that aren't words: relations, operators, accents, structure.
SILENT = frozenset(_SILENT_COMMANDS.split())

# Those of them whose argument isn't for readers.
WITH_ARGUMENT = frozenset(("begin", "end", "label", "tag"))

# What leaves a blank, or nothing, behind: names, and characters behind a backslash.
SPACES = {
    "quad": " ",
    "qquad": " ",
    "newline": " ",
    "linebreak": " ",
    "\\": " ",
    " ": " ",
    "\n": " ",
    "\t": " ",
    ",": " ",
    ";": " ",
    ":": " ",
    ">": " ",
    "!": "",
    "-": "",
    "/": "",
    "@": "",
}
