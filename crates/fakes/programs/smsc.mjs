// An SMSC for tests. What it does with a message depends on the end of its number:
// 01 delivers; 02 is undeliverable; 03 throttles twice; 04 refuses the number; 05 never
// answers; 06 cuts the link; 07 throttles every second part once; 08 cuts after the first
// part; 09 tells by fields alone; 10 says good-bye after it; 11 takes its time.
import { createRequire } from 'node:module';

const [packages, port] = process.argv.slice(2);
const smpp = createRequire(packages)('smpp');

const say = (kind, told = {}) => process.stdout.write(`${JSON.stringify({ kind, ...told })}\n`);
const throttled = new Map();
const followers = new Set();
let count = 0;
let underWay = 0;

const server = smpp.createServer((session) => {
  let bound = false;
  session.on('error', () => {});
  session.on('close', () => say('end'));
  session.on('bind_transceiver', (pdu) => {
    bound = pdu.system_id === 'domifa' && pdu.password === 'secret08';
    say('bind', { version: pdu.interface_version, system_type: pdu.system_type, bound });
    if (!bound) {
      session.send(pdu.response({ command_status: smpp.ESME_RINVPASWD }));
      return;
    }
    session.send(pdu.response({ system_id: 'smsc' }));
  });
  session.on('enquire_link', (pdu) => {
    say('enquire');
    session.send(pdu.response());
  });
  session.on('unbind', (pdu) => {
    say('unbind');
    session.send(pdu.response());
    session.close();
  });
  session.on('submit_sm', (pdu) => {
    const behaviour = pdu.destination_addr.slice(-2);
    const message = pdu.short_message.message;
    const header = pdu.short_message.udh?.[0];
    const refuse = (status) => session.send(pdu.response({ command_status: status }));
    if (!bound) return refuse(smpp.ESME_RINVBNDSTS);
    if (behaviour === '04') return refuse(smpp.ESME_RINVDSTADR);
    if (behaviour === '05') return undefined;
    if (behaviour === '06') return session.destroy ? session.destroy() : session.close();
    if (behaviour === '03') {
      const times = throttled.get(pdu.destination_addr) ?? 0;
      throttled.set(pdu.destination_addr, times + 1);
      if (times < 2) return refuse(smpp.ESME_RTHROTTLED);
    }
    const later = header && header[header.length - 1] > 1;
    if (behaviour === '07' && later) {
      const key = `${pdu.destination_addr}/${header[header.length - 1]}`;
      if (!followers.has(key)) {
        followers.add(key);
        return refuse(smpp.ESME_RTHROTTLED);
      }
    }
    if (behaviour === '08' && later) return session.destroy ? session.destroy() : session.close();
    count += 1;
    const id = `m-${count.toString(16)}`;
    say('submit', {
      id,
      to: pdu.destination_addr,
      to_ton: pdu.dest_addr_ton,
      to_npi: pdu.dest_addr_npi,
      from: pdu.source_addr,
      from_ton: pdu.source_addr_ton,
      coding: pdu.data_coding,
      receipt: pdu.registered_delivery,
      esm_class: pdu.esm_class,
      header: header ? [...header] : null,
      text: typeof message === 'string' ? message : message.toString('hex'),
    });
    if (behaviour === '11') {
      underWay += 1;
      say('slow', { underWay });
      setTimeout(() => {
        underWay -= 1;
        session.send(pdu.response({ message_id: id }));
      }, 100);
      return undefined;
    }
    session.send(pdu.response({ message_id: id }));
    if (pdu.registered_delivery === 1) {
      const ok = behaviour !== '02';
      const state = ok ? 'DELIVRD' : 'UNDELIV';
      const fields = behaviour === '09';
      const receipt = {
        source_addr: pdu.destination_addr,
        destination_addr: pdu.source_addr,
        esm_class: 4,
        short_message: fields ? '' : `id:${id} sub:001 dlvrd:001 submit date:2611221900 done date:2611221901 stat:${state} err:${ok ? '000' : '023'} text:${String(message).slice(0, 20)}`,
      };
      if (fields) Object.assign(receipt, { receipted_message_id: id, message_state: 2 });
      session.deliver_sm(receipt, (answer) => say('receipt', { id, status: answer.command_status }));
    }
    if (behaviour === '10') setTimeout(() => session.unbind(), 100);
    return undefined;
  });
});
server.listen(Number(port), '127.0.0.1', () => say('listening', { port: server.address().port }));
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
