// Constants that loops use are loaded once: each keeps its value, sign and kind.
function f(n) {
  var a = [], s = 0;
  for (var i = 0; i < n; i++) {
    a.push(i * 1000000, i + 0.5, -0.25 * i, 1 / (i * -1e300 * 1e300), i & 0xffffff, i - 70000);
    s += 3000000000;
    a[0] = true;
    a[1] = null;
    s %= 4000000000;
  }
  return a.join() + ' ' + s;
}
print(f(2));
// expect: true,,0,-Infinity,0,-70000,1000000,1.5,-0.25,0,1,-69999 2000000000
const many = () => {
  let t = 0;
  for (const x of [1, 2])
    t = t + x * 1001 + x * 1002 + x * 1003 + x * 1004 + x * 1005 + x * 1006 + x * 1007 + x * 1008 + x * 1009 + x * 1010;
  return t;
};
print(many());
// expect: 30165
var k = 0;
while (k < 100000) k += 33333;
do k -= 50000.5; while (k > 50000.25);
print(k);
// expect: 33331
function nested() {
  var out = [];
  for (let i = 0; i < 2; i++) out.push(() => i * 123456);
  return out.map(g => g() + 123456).join();
}
print(nested());
// expect: 123456,246912
print((function () { for (;;) return -0 === 0 && 1 / (0 * -5.5); })());
// expect: -Infinity
