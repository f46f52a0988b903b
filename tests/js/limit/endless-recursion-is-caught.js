function f() { f() }
try { f() } catch (e) { print(e instanceof Error || typeof e) }
// expect: true
