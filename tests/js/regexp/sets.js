print('abcxyz'.replace(/[a-cz]/g, '.'), 'abc'.replace(/[^b]/g, '.'), 'a-b'.replace(/[-a]/g, '.'), 'a]b'.replace(/[\]]/g, '.'), 'a^b'.replace(/[b^]/g, '.'), 'ab1'.replace(/[\da]/g, '.'), 'é€'.replace(/[à-ÿ]/g, '.'), /[]/.test('a'), /[^]/.test('\n'))
// expect: ...xy. .b. ..b a.b a.. .b. .€ false true
