print(+'', +' 12 ', +'0x10', +'1e3', +'abc', +null, +undefined, +true, +[], +[5], +[1, 2], +{}, +'-0x10', +'Infinity')
print(1 / +'-0', +'\u00a0\n7\u2003', +'1_000', +'.', +'5.', +'.5')
// expect: 0 12 16 1000 NaN 0 NaN 1 0 5 NaN NaN NaN Infinity
// expect: -Infinity 7 NaN NaN 5 0.5
