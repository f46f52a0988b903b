// Variables of the body are others than those default values mean.
var x = 'outside', probe, probe2;
function f(a = x) {
  var x = 'inside';
  return a + ' ' + x;
}
print(f());
// expect: outside inside
function g(p, get = () => p, set = v => { p = v; }) {
  var p;
  set(7);
  return [p, get(), p = 8, get()].join();
}
print(g(5));
// expect: 5,7,8,7
function h(a = typeof inner) {
  function inner() {}
  return a + ' ' + typeof inner;
}
print(h());
// expect: undefined function
const arrow = (a, b = () => a) => {
  var a = 2;
  return a * 10 + b();
};
print(arrow(1));
// expect: 21
function k(a, b = () => a) {
  function a() {}
  return typeof a + ' ' + b();
}
print(k(3));
// expect: function 3
function closures(n, make = () => n) {
  var out = [];
  for (let i = 0; i < 2; i++) {
    var n = i;
    out.push(() => i + n);
  }
  return out.map(c => c()).join() + ' ' + make();
}
print(closures(9));
// expect: 1,2 9
