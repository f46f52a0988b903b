print(/\x41\u0042\t\n\v\f\r\0/.test('AB\t\n\v\f\r\0'), /\cJ/.test('\n'), /[\b]/.test('\b'), /\//.test('/'), /\.\*\+\?\(\)\[\]\{\}\|\^\$\\/.test('.*+?()[]{}|^$\\'))
// expect: true true true true true
