print(!!'', !!'0', !!0, !!-0, !!NaN, !!null, !!undefined, !![], !!{}, !!1e-320)
// expect: false true false false false false false true true true
