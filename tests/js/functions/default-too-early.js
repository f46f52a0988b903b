// A default value that names its own parameter or a later one finds it without a value.
function own(a = a) {}
function later(a = b, b) {}
function inner(a = (() => b)(), b = 1) {}
const arrows = [(a = a) => 1, (a = b, b) => 1, (a = (() => b)(), b) => 1];
for (const f of [own, later, inner, ...arrows])
  try {
    f();
    print('no');
  } catch (e) {
    print(e.name);
  }
// expect: ReferenceError
// expect: ReferenceError
// expect: ReferenceError
// expect: ReferenceError
// expect: ReferenceError
// expect: ReferenceError
function fine(a, b = a + 1, c = () => a + b) {
  b = 10;
  return c();
}
print(fine(1), fine(1, 2), ((x, y = x * 2) => x + y)(3), ((x = 4, ...r) => x + r.length)());
// expect: 11 11 9 4
