function f(n) { if (n == 0) throw 'bottom'; try { f(n - 1) } finally { c++ } }
var c = 0; try { f(20) } catch (e) { print(e, c) }
// expect: bottom 20
