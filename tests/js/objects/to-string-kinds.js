print({}.toString(), String([]), String(function () {}).length > 0, Object.prototype.toString.call([]), Object.prototype.toString.call(null), Object.prototype.toString.call(undefined))
// expect: [object Object]  true [object Array] [object Null] [object Undefined]
