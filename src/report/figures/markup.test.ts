import { describe, expect, it } from 'vitest';
import { html, scriptJson, trustedMarkup } from './markup.ts';

describe('html', () => {
  it('shows text as text, in content and in attributes', () => {
    const text = `<script>alert("1 & 2")</script> it's`;
    expect(html`<p title="${text}">${text}</p>`.html).toBe(
      '<p title="&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt; it&#39;s">' +
        '&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt; it&#39;s</p>',
    );
  });

  it('takes HTML as it is, joins lists, and shows nothing for what is not there', () => {
    const items = ['a<', 'b'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}${undefined}${false}${trustedMarkup('<hr>')}${0}</ul>`.html).toBe(
      '<ul><li>a&lt;</li><li>b</li><hr>0</ul>',
    );
  });

  it('takes its own text as JavaScript reads it, and other text as it is', () => {
    expect(html`<p>\u03b2 ${'\\u03b2 \\n'}</p>`.html).toBe('<p>β \\u03b2 \\n</p>');
  });
});

it('scriptJson: no text in it ends the script', () => {
  const value = { label: '</script><!-- <script>' };
  expect(scriptJson(value).html).not.toContain('<');
  expect(JSON.parse(scriptJson(value).html)).toEqual(value);
});
