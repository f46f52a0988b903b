print(/a(?=b)/.exec('acab').index, /a(?!b)/.exec('abac').index, /(?=(a+))a*b\1/.exec('baaabac').join(), /(.*?)a(?!(a+)b\2c)\2(.*)/.exec('baaabaac').join(), '1234567'.replace(/\B(?=(\d{3})+$)/g, ','))
// expect: 2 2 aba,a baaabaac,ba,,abaac 1,234,567
