/*
 * Words that stand for themselves: what misspellings of strong words must not
 * be taken for (coc_lexicon_reals), and what parts of a word that stand apart
 * may mean by themselves (coc_lexicon_pieces).  Both in the order of bytes.
 * For coc_lexicon_vary.c.
 */

#ifndef _COC_LEXICON_REAL_H_INCLUDED_
#define _COC_LEXICON_REAL_H_INCLUDED_


static const char *const  coc_lexicon_reals[] = {
    "acne", "asol", "asole", "assol", "assole", "aunt", "azol", "azole",
    "azoles", "bach", "bard", "basra", "bass", "bast", "bastar", "bastardo",
    "basted", "baster", "bastian", "bastide", "bastion", "bata", "batch",
    "bath", "beach", "bech", "beech", "beet", "betch", "beth", "bic", "bigger",
    "biota", "birch", "bisch", "bit", "bitcoin", "bite", "biting", "bitten",
    "bitter", "boch", "botch", "botching", "both", "britch", "bustard",
    "busted", "butch", "cak", "cand", "cant", "canter", "cantor", "cent",
    "chunt", "cnt", "coath", "coc", "cond", "conn", "cont", "conte", "conti",
    "coot", "cooth", "costard", "coth", "count", "counter", "couth", "cundy",
    "cunning", "cunt", "custard", "cut", "digger", "fac", "face", "faced",
    "faceds", "facer", "facers", "facher", "facing", "fack", "facked",
    "facker", "facks", "fact", "faget", "fagged", "faggut", "fago", "fagot",
    "fagott", "fak", "fake", "faked", "faker", "fakers", "fakes", "faking",
    "fakir", "fako", "faq", "fat", "faught", "fax", "fich", "fick", "ficker",
    "ficks", "fix", "foc", "foch", "fock", "focker", "focks", "fog", "foke",
    "folk", "fork", "foucher", "fox", "fuc", "fuch", "fucus", "fuge", "fuke",
    "fun", "funk", "fusk", "higger", "hoar", "hoard", "hoe", "hoes", "hole",
    "hora", "horn", "hunt", "hurt", "jigger", "kand", "kandt", "kant", "kanth",
    "kent", "kond", "kont", "kook", "kunth", "kuntz", "masher", "mustard",
    "nager", "nagger", "naggers", "neger", "negher", "negro", "niger",
    "nigeria", "niggle", "nigher", "nigor", "nigr", "nigra", "nugget", "ore",
    "pack", "phac", "phak", "pho", "phoc", "pock", "puck", "qant", "quant",
    "quent", "qunt", "quond", "rigger", "salt", "scheit", "seat", "seethe",
    "set", "shad", "shat", "sheath", "shed", "sheet", "shet", "sheth", "shi",
    "shia", "shid", "shied", "shift", "shiite", "ship", "shirt", "shod",
    "shoed", "short", "shot", "sht", "shud", "shunt", "shut", "shute", "shyd",
    "silt", "sit", "skit", "slad", "slant", "slat", "slath", "slit", "sload",
    "sloat", "slod", "slood", "slooth", "slot", "sloth", "slott", "sloud",
    "slout", "slouth", "slt", "slud", "slued", "slug", "slunt", "slute",
    "sluth", "snit", "soult", "spit", "suit", "sult", "tat", "tawt", "that",
    "twt", "where", "while", "who", "whoa", "whoar", "whoe", "whole", "witch",
    "wog", "wore"
};


static const char *const  coc_lexicon_pieces[] = {
    "ah", "al", "all", "am", "an", "and", "ant", "ants", "any", "are", "art",
    "arts", "as", "ash", "ashes", "ass", "at", "back", "bad", "ban", "bar",
    "basta", "bat", "be", "bit", "black", "but", "by", "can", "cans", "card",
    "cock", "cocks", "cot", "cut", "did", "do", "eg", "er", "et", "ex", "face",
    "faces", "fag", "for", "get", "go", "got", "ha", "had", "hard", "has",
    "he", "head", "heads", "her", "hers", "hi", "him", "his", "hit", "hits",
    "ho", "hoe", "hole", "holes", "hot", "how", "ie", "if", "in", "is", "it",
    "itch", "itches", "its", "lee", "let", "lots", "man", "me", "men",
    "mother", "my", "new", "night", "nit", "nits", "no", "not", "now", "nut",
    "of", "oh", "ok", "old", "on", "one", "or", "ore", "ores", "our", "out",
    "pick", "pit", "rd", "re", "see", "she", "shy", "slit", "so", "st", "star",
    "sucker", "suckers", "sun", "tar", "tart", "ten", "th", "the", "tin",
    "tit", "tits", "to", "two", "uh", "um", "up", "us", "use", "uts", "vs",
    "wan", "way", "we", "wet", "white", "who", "whole", "yard", "yes", "yet",
    "you"
};


#endif /* _COC_LEXICON_REAL_H_INCLUDED_ */
