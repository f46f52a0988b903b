var m = /c/.exec('é€😀c'); print(m.index); var r = /./g; r.lastIndex = 1; print(r.exec('é€')[0], r.lastIndex, 'é€'.search(/€/))
// expect: 4
// expect: € 2 1
