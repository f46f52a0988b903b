print(/^.$/.test('😀'), '😀'.match(/./)[0].length, 'a😀'.replace(/[^a]/g, 'x'))
// expect: true 2 ax
