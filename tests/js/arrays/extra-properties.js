var a = [1]; a.name = 'x'; a['2x'] = 5; print(Object.keys(a).join(), a.length, a.name)
// expect: 0,name,2x 1 x
