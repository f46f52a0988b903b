Math.abs = function () { return 'mine' }; print(Math.abs(-1)); delete Math.abs; print(typeof Math.abs)
// expect: mine
// expect: undefined
