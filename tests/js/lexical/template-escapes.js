print(`\`\${x}\\ \x41 \u{42} $ {} $`)
// expect: `${x}\ A B $ {} $
