import { h } from 'vue'
import Theme from 'vitepress/theme-without-fonts'
import Steps from './Steps.vue'
import './style.css'

export default {
  extends: Theme,
  Layout: () => h(Theme.Layout, null, { 'home-hero-image': () => h(Steps) }),
}
