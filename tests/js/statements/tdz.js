try { print(x); let x = 1 } catch (e) { print(e.name) }
function f() { return y } 
try { f(); } catch (e) { print(e.name) }
let y = 5; print(f())
try { typeof z; let z } catch (e) { print(e.name) }
// expect: ReferenceError
// expect: ReferenceError
// expect: 5
// expect: ReferenceError
