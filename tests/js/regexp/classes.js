print('a1_ -é'.replace(/\w/g, 'W'), 'a1_ -é'.replace(/\W/g, '.'), 'a1 2'.replace(/\d/g, 'D'), 'a1 2'.replace(/\D/g, '.'), 'a \t\n\u00a0b'.replace(/\s/g, 'S'), 'ab '.replace(/\S/g, '.'))
// expect: WWW -é a1_... aD D .1.2 aSSSSb ..
