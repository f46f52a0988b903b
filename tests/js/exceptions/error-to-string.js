var e = new Error('m'); e.name = 'N'; print(e); e.message = ''; print(e); e.name = ''; e.message = 'only'; print(e)
// expect: N: m
// expect: N
// expect: only
