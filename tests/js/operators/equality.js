print(1 == '1', 0 == '', null == undefined, null == 0, NaN == NaN, '' == false, [] == false, [1] == 1, 'a' == 'a', {} == {})
print(1 === '1', NaN === NaN, 0 === -0, 'ab' === 'a' + 'b', null === undefined, undefined === void 0)
// expect: true true true false false true true true true false
// expect: false false true true false true
