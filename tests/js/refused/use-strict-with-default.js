function f(a = 1) { "a"; "use strict"; }
// expect compile error: "use strict" cannot stand
