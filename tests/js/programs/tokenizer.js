var src = 'x1 = (a+22)*3.5', re = /\s*(?:(\d+\.?\d*)|([a-z]\w*)|(.))/g, m, out = []; while ((m = re.exec(src))) out.push(m[1] ? 'N' + m[1] : m[2] ? 'I' + m[2] : 'O' + m[3]); print(out.join(' '))
// expect: Ix1 O= O( Ia O+ N22 O) O* N3.5
