import tseslint from 'typescript-eslint'

export default tseslint.config({ ignores: ['public/**'] }, ...tseslint.configs.recommended, {
  files: ['src/**/*.{ts,tsx}'],
  rules: {
    eqeqeq: 'error',
    'no-eval': 'error',
    'no-implied-eval': 'error',
    'no-console': 'error',
    'no-script-url': 'error',
    // Labels and records are data from outside: they are rendered as text, never as markup.
    'no-restricted-syntax': [
      'error',
      { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'Render text, not markup.' },
      { selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML)$/]', message: 'Render text, not markup.' },
    ],
  },
})
