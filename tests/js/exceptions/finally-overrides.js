function f() { try { return 1 } finally { return 2 } }
function g() { try { throw 1 } finally { return 3 } }
function h() { for (;;) { try { return 1 } finally { break } } return 4 }
print(f(), g(), h())
// expect: 2 3 4
