// Object.prototype.toString tells what a value is.
const tag = v => Object.prototype.toString.call(v);
print([undefined, null, 1, 'a', true].map(tag).join());
// expect: [object Undefined],[object Null],[object Number],[object String],[object Boolean]
print([[], () => 1, Math.max, Object, Date].map(tag).join());
// expect: [object Array],[object Function],[object Function],[object Function],[object Function]
print([/a/, new RangeError(), Math, JSON, {}, Object.create(null)].map(tag).join());
// expect: [object RegExp],[object Error],[object Math],[object JSON],[object Object],[object Object]
print([new ArrayBuffer(1), new Uint8ClampedArray(1), new Int8Array(1), new Float64Array(1)].map(tag).join());
// expect: [object ArrayBuffer],[object Uint8ClampedArray],[object Int8Array],[object Float64Array]
print(String(Math), JSON + '', tag(Array.prototype.map), tag(globalThis));
// expect: [object Math] [object JSON] [object Function] [object Object]
const a = [1];
a.join = 5;
print(a.toString(), Array.prototype.length);
// expect: [object Array] 0
