import { describe, expect, it } from 'vitest';
import { readCommand } from './decision-grammar.ts';

const CODE = '7Q4KXMP';
const read = (text: string) => readCommand(text, CODE);

describe('a note that decides', () => {
  it.each([
    'approve 7Q4KXMP',
    'APPROVE 7q4kxmp',
    '  Approve\t7Q4KXMP  ',
    '\n\napprove\u00a07Q4KXMP\n',
    'approve 7Q4KXMP\r\n\r\nThanks, Tess',
  ])('approves: %j', (text) => {
    expect(read(text)).toEqual({ kind: 'approve', code: CODE });
  });

  it('denies, with the reason that stands behind the code, or without one', () => {
    expect(read('deny 7Q4KXMP')).toEqual({ kind: 'deny', code: CODE });
    expect(read('Deny 7q4kxmp she left; see HR — désolé 👋')).toEqual({
      kind: 'deny',
      code: CODE,
      reason: 'she left; see HR — désolé 👋',
    });
  });

  it('names its code, whether or not that is the right one', () => {
    expect(read('approve ABCDEFG')).toEqual({ kind: 'approve', code: 'ABCDEFG' });
  });
});

describe('a note that seems to want to decide', () => {
  it.each([
    ['a word too many', 'approve 7Q4KXMP please'],
    ['a full stop', 'approve 7Q4KXMP.'],
    ['a question', 'approve 7Q4KXMP?'],
    ['no code', 'Approve'],
    ['another verb', 'approved 7Q4KXMP'],
    ['the code alone', '7Q4KXMP'],
    ['the code in a sentence', 'ok, 7Q4KXMP is fine'],
    ['a negation with the code', "don't approve 7Q4KXMP"],
    ['a letter from another alphabet', 'аpprove 7Q4KXMP'],
    ['wide letters', 'ａｐｐｒｏｖｅ 7Q4KXMP'],
    ['a zero-width space', 'approve\u200b 7Q4KXMP'],
    ['a soft hyphen in the code', 'approve 7Q4K\u00adXMP'],
    ['letters that turn the reading direction', '\u202eapprove 7Q4KXMP'],
    ['an approval and a denial together', 'approve 7Q4KXMP\ndeny 7Q4KXMP'],
    ['a denial and an approval together', 'deny 7Q4KXMP\n\napprove 7Q4KXMP'],
    ['an approval taken back below', 'approve 7Q4KXMP\nno wait, not 7Q4KXMP'],
    ['two approvals', 'approve 7Q4KXMP\napprove ABCDEFG'],
    ['markup', '**approve 7Q4KXMP**'],
    ['quotation marks', '“approve 7Q4KXMP”'],
    ['a remark over the command', 'Looks good.\napprove 7Q4KXMP'],
    ['a remark over the command with another code', 'Looks good.\ndeny ABCDEFG no'],
    ['a remark over the code', 'Fine by me:\n7Q4KXMP'],
  ])('%s', (_what, text) => {
    expect(read(text)).toEqual({ kind: 'near_miss' });
  });
});

describe('a note that has nothing to do with it', () => {
  it.each([
    ['nothing', ''],
    ['blanks', ' \n\u00a0\n'],
    ['a remark', 'I called Dana, she is at her desk.'],
    ['no', "no, don't approve"],
    ['the word in the middle', 'Who can approve this?'],
    ['a quoted mail', '> approve 7Q4KXMP'],
    ['a remark over a quoted mail', 'please hold\n> approve 7Q4KXMP\n> deny 7Q4KXMP'],
    ['a remark over a word', 'I called her.\nApproved holidays are in the calendar.'],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ])('%s', (_what, text) => {
    expect(read(text)).toEqual({ kind: 'nothing' });
  });

  it('comes near to nothing where there is no code, and is a command all the same', () => {
    expect(readCommand('Approved!', undefined)).toEqual({ kind: 'nothing' });
    expect(readCommand('approve ABCDEFG', undefined)).toEqual({ kind: 'approve', code: 'ABCDEFG' });
  });

  it('is a decision over a quoted mail that has the same words', () => {
    expect(read('approve 7Q4KXMP\n\n> deny 7Q4KXMP')).toEqual({ kind: 'approve', code: CODE });
  });
});
