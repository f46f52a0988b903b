print(f()); function f() { return 'hoisted' }
function g() { return h(); function h() { return 'inner' } } print(g())
// expect: hoisted
// expect: inner
