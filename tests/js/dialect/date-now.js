print(typeof Date.now(), Date.now() > 0)
// expect: number true
