import { attributeIf, html } from './html.js';

describe('a template', () => {
  it('escapes every value, in texts and in attributes', () => {
    const evil = `"><script>alert('1')</script>&`;
    expect(html`<a title="${evil}">${evil}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</a>',
    );
  });

  it('takes templates and lists of them as they are, once escaped', () => {
    const rows = ['a<b', 'c'].map((cell) => html`<li>${cell}</li>`);
    expect(html`<ul>${rows}</ul>`.text).toBe('<ul><li>a&lt;b</li><li>c</li></ul>');
  });

  it('leaves out what is nothing, and keeps zero', () => {
    expect(html`${null}${undefined}${false}${0}${''}`.text).toBe('0');
    expect(html`<input${attributeIf('checked', true)}${attributeIf('required', false)}>`.text).toBe('<input checked>');
  });
});
