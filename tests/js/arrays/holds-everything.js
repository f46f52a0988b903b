var a = [1, 'a', null, undefined, {}, [2], function () {}, 1.5, true]; print(a.length, typeof a[6], a[4] + '', a[7])
// expect: 9 function [object Object] 1.5
