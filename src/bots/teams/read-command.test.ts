import { describe, expect, it } from 'vitest';
import { readCommand } from './read-command.ts';

describe('a command', () => {
  it.each([
    ['help', 'help'],
    ['Status', 'Status'],
    ['mode', 'mode'],
    ['  policy  ', 'policy'],
    ['mode lakeside execute', 'mode lakeside execute'],
    ['mode "Lakeside Dental" plan', 'mode "Lakeside Dental" plan'],
    ['mode “Lakeside Dental” plan', 'mode “Lakeside Dental” plan'],
    ['policy lakeside add_to_group', 'policy lakeside add_to_group'],
    ['policy lakeside add_to_group approval_needed', 'policy lakeside add_to_group approval_needed'],
    [
      'policy msp add_to_group approval needed with manager',
      'policy msp add_to_group approval needed with manager',
    ],
    ['policy lakeside\nadd_to_group  disabled', 'policy lakeside add_to_group disabled'],
    ['/mode of operation, please', 'mode of operation, please'],
    ['/help me', 'help me'],
  ])('is %j', (written, text) => {
    expect(readCommand(written)).toEqual({ kind: 'command', text, sure: true });
  });

  it.each(['mode lakeside', 'policy "Lakeside Dental"', 'policy question'])(
    'may be %j; the desk knows whether it is',
    (written) => {
      expect(readCommand(written)).toMatchObject({ kind: 'command', sure: false });
    },
  );

  it.each(['requests', 'My requests', 'home', '/requests'])('shows one’s own requests for %j', (written) => {
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
    'mode lakeside faster',
    'policy for printers is missing',
    'policy lakeside printer broken',
    'policy lakeside add_to_group sometimes',
    'requests are not shown',
    'home office is slow',
    'I need help',
    '',
  ])('is %j', (written) => {
    expect(readCommand(written)).toBeUndefined();
  });
});
