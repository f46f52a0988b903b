print(/(a)(b)?/.exec('a').length, /(a)(b)?/.exec('a')[2], /(?:a)(b)/.exec('ab')[1], /((a)(b))/.exec('ab').join(), /(a|b)*/.exec('abab')[1], /(z)((a+)?(b+)?(c))*/.exec('zaacbbbcac').join())
// expect: 3 undefined b ab,ab,a,b b zaacbbbcac,z,ac,a,,c
