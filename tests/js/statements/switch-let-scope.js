var x = 'outer'
switch (1) { case 0: let x; case 1: try { x = 'inner' } catch (e) { print(e.name) } }
switch (0) { case 0: let x = 'in'; print(x) }
print(x)
// expect: ReferenceError
// expect: in
// expect: outer
