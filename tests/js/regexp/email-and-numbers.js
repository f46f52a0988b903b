print(/^[\w.+-]+@[\w-]+\.[\w.]+$/.test('a.b+c@d-e.co.uk'), /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test('-12.5e+3'), /^#?([a-f\d]{2})([a-f\d]{2})([a-f\d]{2})$/i.exec('#FFaa01').slice(1).join())
// expect: true true FF,aa,01
