var s = 'idle', log = []; ['start', 'tick', 'tick', 'stop', 'tick'].forEach(function (e) { switch (s + ':' + e) { case 'idle:start': s = 'run'; break; case 'run:tick': log.push('t'); break; case 'run:stop': s = 'idle'; break; default: log.push('ignored ' + e) } }); print(log.join(), s)
// expect: t,t,ignored tick idle
