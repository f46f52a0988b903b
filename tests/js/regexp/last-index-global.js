var r = /a/g; print(r.exec('aXa').index, r.lastIndex, r.exec('aXa').index, r.lastIndex, r.exec('aXa'), r.lastIndex)
// expect: 0 1 2 3 null 0
