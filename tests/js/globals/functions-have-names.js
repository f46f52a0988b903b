print(parseInt.name, Array.name, [].map.name, 'a'.slice.length, Object.keys.name, Error.length, String.fromCharCode.name, isNaN.length)
// expect: parseInt Array map 2 keys 1 fromCharCode 1
