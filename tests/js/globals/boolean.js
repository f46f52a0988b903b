print(Boolean(1), Boolean(''), Boolean(), true.toString(), false + '', Boolean([]), String(true))
// expect: true false false true false true true
