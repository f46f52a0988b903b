print('aBcB'.replace(/b/i, 'x'), 'aBcB'.replace(/b/gi, 'x'), '2024-05'.replace(/(\d+)-(\d+)/, '$2/$1'), 'abc'.replace(/(b)(z)?/, '[$1$2]'), 'abc'.replace(/b/, '$0$1$01'), 'aa'.replace(/a/g, '$\''), 'abcdefghijkl'.replace(/(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)/, '$11-$10-$1'))
// expect: axcB axcx 05/2024 a[b]c a$0$1$01c a k-j-al
