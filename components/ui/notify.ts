/** Says in a corner what was just done. The library comes with the first word. */
export async function notify(title: string, description?: string): Promise<void> {
  const { toast } = await import('sonner')
  toast(title, { description })
}
