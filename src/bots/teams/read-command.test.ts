import { describe, expect, it } from 'vitest';
import { readCommand } from './read-command.ts';

describe('a command', () => {
  it.each([
    ['help', 'help'],
    ['Status', 'Status'],
    ['mode', 'mode'],
    ['mode lakeside execute', 'mode lakeside execute'],
    ['mode "Lakeside Dental" plan', 'mode "Lakeside Dental" plan'],
    ['mode “Lakeside Dental” plan', 'mode “Lakeside Dental” plan'],
    ['mode „Lakeside Dental“ plan', 'mode „Lakeside Dental“ plan'],
    ["Mode 'Lakeside Dental' Execute", "Mode 'Lakeside Dental' Execute"],
    ['policy list', 'policy list'],
    ['Policy Set add_to_group auto', 'Policy Set add_to_group auto'],
    ['policy set\nadd_to_group  disabled', 'policy set add_to_group disabled'],
    ['policy list —client lakeside', 'policy list —client lakeside'],
    ['/mode of operation, please', 'mode of operation, please'],
    ['/help me', 'help me'],
  ])('is %j', (written, text) => {
    expect(readCommand(written)).toEqual({ kind: 'command', text, sure: true });
  });

  it.each(['mode lakeside', 'help policy', 'policy question', 'mode lakeside faster'])(
    'may be %j; the desk knows whether it is',
    (written) => {
      expect(readCommand(written)).toMatchObject({ kind: 'command', sure: false });
    },
  );

  it.each(['requests', 'My requests', 'home', '/requests'])('shows what the person has for %j', (written) => {
    expect(readCommand(written)).toEqual({ kind: 'home' });
  });
});

describe('a request', () => {
  it.each([
    'help me with my laptop',
    'Help!',
    'help, please',
    'status of my laptop?',
    'status?',
    'mode of my printer is wrong',
    'mode lakeside execute please',
    'policy for printers is missing',
    'requests are not shown',
    'home office is slow',
    'I need help',
    '',
  ])('is %j', (written) => {
    expect(readCommand(written)).toBeUndefined();
  });
});
