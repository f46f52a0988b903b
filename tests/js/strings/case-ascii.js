print('aBc1-Zz'.toUpperCase(), 'aBc1-Zz'.toLowerCase(), ''.toUpperCase() === '', '{[@`'.toUpperCase(), '{[@`'.toLowerCase())
// expect: ABC1-ZZ abc1-zz true {[@` {[@`
