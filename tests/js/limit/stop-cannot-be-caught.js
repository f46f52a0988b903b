// steps: 100000
try { for (;;) {} } catch (e) { print('caught') } finally { print('finally') }
// expect stop
