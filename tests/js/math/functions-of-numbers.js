// Functions of numbers run without a call where they can; the result, and what a program puts in their place, is the same.
function all(x, y) {
  var out = [];
  for (var i = 0; i < 3; i++) {
    out = [Math.imul(x, y), Math.floor(x), Math.ceil(x), Math.trunc(x), Math.round(x), Math.abs(x), Math.sqrt(x),
      Math.min(x, y), Math.max(x, y), Math.imul(x + 1, 16777619), Math.max(x, 70000.5)];
  }
  return out.map(v => (v === 0 && 1 / v < 0 ? '-0' : v)).join();
}
print(all(7, -3));
// expect: -21,7,7,7,7,7,2.6457513110645907,-3,7,134220952,70000.5
print(all(-0.5, 2));
// expect: 0,-1,-0,-0,-0,0.5,NaN,-0.5,2,0,70000.5
print(all('2147483647', 4));
// expect: -4,2147483647,2147483647,2147483647,2147483647,2147483647,46340.950001051984,4,2147483647,-150998571,2147483647
print(all(undefined, NaN));
// expect: 0,NaN,NaN,NaN,NaN,NaN,NaN,NaN,NaN,0,NaN
print(all({ valueOf: () => 9 }, [3]));
// expect: 27,9,9,9,9,9,3,3,9,167776190,70000.5
print(Math.floor(), Math.max(), Math.imul(5), Math.max(1, 2, 3), Math.floor(1.5, 9));
// expect: NaN -Infinity 0 3 1
const log = [];
const arg = v => (log.push(v), v);
print(Math.max(arg(1), arg(5)), log.join());
// expect: 5 1,5
function loop() {
  var r = [];
  for (var i = 0; i < 4; i++) {
    if (i === 2) Math.floor = x => 'mine ' + x;
    r.push(Math.floor(i + 0.5));
  }
  return r.join();
}
print(loop());
// expect: 0,1,mine 2.5,mine 3.5
(function () {
  const Math = { imul: (a, b) => a + b };
  print(Math.imul(2, 3));
})();
// expect: 5
