var h = '\ud83d', l = '\ude00', t = h + l; print(t.length, t === '😀', (l + h).length, t.codePointAt(0), String.fromCharCode(0xd83d, 0xde00) === t, t > '\uffff', '\uffff' < t, '\ud83d' < t)
// expect: 2 true 2 128512 true false false true
