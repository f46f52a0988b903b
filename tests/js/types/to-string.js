print(String(null), String(undefined), String(true), String(1.5), String([1, [2, 3]]), String({}), String(-0))
print('' + function () {}.name, [] + [], [] + {}, [null, undefined, 1] + '')
// expect: null undefined true 1.5 1,2,3 [object Object] 0
// expect:   [object Object] ,,1
