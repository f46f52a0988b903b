var o = { valueOf: function () { return 1 } }
print(1 + o, '1' + o, o + o, [1] + 1, null + 1, undefined + 1, true + true, 'a' + null)
// expect: 2 11 2 11 1 NaN 2 anull
