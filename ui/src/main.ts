import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import { mount } from 'svelte'
import Desk from './Desk.svelte'

mount(Desk, { target: document.getElementById('desk')! })
