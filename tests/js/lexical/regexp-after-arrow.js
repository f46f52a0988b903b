// An arrow function with a block ends; what follows on the next line begins a statement.
var f = (a) => { return a; }
/x/g.test('x');
print(typeof f, f(3));
// expect: function 3
var g = x => x ? 1 : 2, h = a => b => a + b;
print(g(0), h(1)(2));
// expect: 2 3
